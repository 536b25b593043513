"""進め方, the flow of a review, is data: `parse_flow` reads it, a `FlowDefinition` answers who may do what and when."""

from domain.flow_check import check_meaning
from domain.flow_definition import Choice, DeadlineRule, FlowDefinition, Ordinance, Scale, Step
from domain.flow_shape import read_shape
from domain.flow_source import FlowFault, FlowInvalid, Source

__all__ = [
    "Choice",
    "DeadlineRule",
    "FlowDefinition",
    "FlowFault",
    "FlowInvalid",
    "Ordinance",
    "Scale",
    "Step",
    "parse_flow",
]


def parse_flow(text: str) -> FlowDefinition:
    """The flow that a TOML text describes (docs/flow.md); raises FlowInvalid with every fault, its line and its key."""
    source = Source(text)
    flow = read_shape(source)
    check_meaning(flow, source)
    source.raise_faults()
    return flow
