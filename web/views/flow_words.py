"""進め方 in words: the flows to choose from, and what a council's ordinance says."""

import msgspec

from domain.flow import FlowDefinition, parse_flow
from pdca import flows

QUORUM = {"majority": "過半数", "half": "半数以上"}
VISIBLE = {
    "after_deadline": "締切までは、ほかの委員のご意見は見えません",
    "always": "委員どうし、いつでもご意見が見えます",
}
NAMING = {
    "number": "会議資料には「委員3」のように表示します",
    "name": "会議資料に氏名を表示します",
    "anonymous": "会議資料には「委員」とだけ表示します",
}


def ordinance(flow: FlowDefinition) -> tuple[str, ...]:
    """The council's rules, in words."""
    said = flow.ordinance
    quorum = f"会議は、委員の{QUORUM[said.quorum]}の出席で成立します（{said.quorum_article}）"
    return quorum, VISIBLE[said.opinions_visible], NAMING[said.naming]


class FlowChoice(msgspec.Struct, frozen=True):
    """A flow that comes with the system, with its steps."""

    name: str
    title: str
    codes: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]
    ordinance: tuple[str, ...]


def flow_choices() -> tuple[FlowChoice, ...]:
    """The flows to choose from."""
    found = [(name, parse_flow(flows.read_flow(name))) for name in flows.names()]
    return tuple(
        FlowChoice(name, flow.name, flow.codes, tuple((s.title, s.explanation) for s in flow.steps), ordinance(flow))
        for name, flow in found
    )
