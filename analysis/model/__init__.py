"""What does the network say of this article? `news` runs it; `windows` cuts what it reads; the others hold the facts that its heads are told."""

from analysis.model.news import FOLDER, GRAPHS, KINDS, Answer, Candidate, Links, NewsModel, Pointer, Reading, load_model

__all__ = ["FOLDER", "GRAPHS", "KINDS", "Answer", "Candidate", "Links", "NewsModel", "Pointer", "Reading", "load_model"]
