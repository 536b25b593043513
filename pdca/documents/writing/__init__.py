"""Plans out: one file per format, all of the same layout, and each is read again as the same plan."""

from pdca.documents.writing.formats import BINARY, BY_SUFFIX, FORMATS, PlanFormat, write_plan

__all__ = ["BINARY", "BY_SUFFIX", "FORMATS", "PlanFormat", "write_plan"]
