"""進め方 in words: the flows to choose from, and what a council's ordinance says."""

import msgspec

from domain.flow import FlowDefinition, parse_flow
from pdca import flows
from pdca.words import ARRIVAL, CHAIR_VOTES, TIE, WRITTEN_CONSENT

QUORUM = {"majority": "過半数", "half": "半数以上"}
VISIBLE = {
    "after_deadline": "締切までは、ほかの委員のご意見は見えません",
    "always": "委員どうし、いつでもご意見が見えます",
}
COUNTS = {
    "arrived": f"書面は、期限の日までに届いたものを数えます（{ARRIVAL['arrived']}）",
    "postmarked": f"郵送の書面は、期限の日までの消印のものを数えます（{ARRIVAL['postmarked']}）",
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
    written = written_rules(flow) if flow.roles_for(None, "cast_ballot") else ()
    acting = (f"会長の職務を代理する委員は、{said.acting_article}によります",) if said.acting_article else ()
    return quorum, *written, *acting, VISIBLE[said.opinions_visible], NAMING[said.naming]


def written_rules(flow: FlowDefinition) -> tuple[str, ...]:
    """What the ordinance says of a written session and of its votes, in words."""
    said = flow.ordinance
    article = f"（{said.written_article}）" if said.written_article else ""
    return (
        WRITTEN_CONSENT[said.written_consent] + article,
        COUNTS[said.arrival],
        "表決した委員の過半数の賛成で承認します（保留は賛成に数えません）",
        TIE[said.tie],
        CHAIR_VOTES[said.chair_votes],
    )


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
