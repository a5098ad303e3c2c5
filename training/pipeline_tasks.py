"""The whole tool, measured on whole articles: actors, quotes and their speakers, sentiment of paragraphs, voices, and the hand-made gold."""

PIPELINE_TASKS: dict = {}
