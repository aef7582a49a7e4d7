"""Items that are nearly the same, and items that give away one another's key; fit for banks of many thousands."""

from question_bank.similar.cues import Cue, cues
from question_bank.similar.index import Index, Match, Pair, how_alike
from question_bank.similar.texts import text_of

__all__ = ["Cue", "Index", "Match", "Pair", "cues", "how_alike", "text_of"]
