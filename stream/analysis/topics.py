"""Step: topics."""

from stream.analysis.annotations import Analysis
from stream.language.pack import LanguagePack


def assign_topics(analysis: Analysis, pack: LanguagePack) -> Analysis:
    """Assign topics."""
    return analysis
