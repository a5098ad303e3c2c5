"""Readers of public data sets, training, export and measurement of the news model. Nothing here is needed to run the tool."""
