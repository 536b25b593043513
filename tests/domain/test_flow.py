"""Who may do what, when, in the flows that come with the system, and how a refusal says it."""

from pathlib import Path

import pytest

from domain.codes import STAFF
from domain.commands import all_commands
from domain.errors import NotFound, Refused
from domain.flow import Choice, FlowInvalid, Ordinance, Scale, parse_flow
from domain.flow_words import ACTIONS, CONDITIONS, LEADS_TO, ROLES, WITH
from pdca.flows import DEFAULT, names, read_flow

STEPS = ("status_check", "consideration", "proposal", "revision")


@pytest.fixture
def flow():
    return parse_flow(read_flow("kaigi2"))


@pytest.fixture
def once():
    return parse_flow(read_flow("kaigi1"))


# For each action the ranks of the steps in which a role may do it.
MATRIX = {
    "secretariat": {
        "check_status": "1234",
        "record_measurement": "1234",
        "put_star_forward": "1234",
        "carry_forward": "1234",
        "consider_improvement": "2",
        "save_draft": "23",
        "show_draft": "23",
        "take_back_draft": "23",
        "propose_improvement": "234",
        "withdraw_proposal": "234",
        "return_step": "34",
        "return_proposal": "34",
        "submit_comment": "1234",
        "edit_comment": "1234",
        "withdraw_comment": "1234",
        "answer_comment": "1234",
        "revise_answer": "1234",
        "postpone_answer": "1234",
        "dispute_answer": "1234",
        "summarise_comment": "1234",
        "contest_summary": "1234",
        "endorse_comment": "1234",
        "acknowledge": "1234",
        "carry_over_matter": "1234",
        "make_commitment": "1234",
        "answer_commitment": "1234",
        "enter_step": "123",
        "skip_step": "12",
        "open_door": "1234",
        "revise_indicator": "4",
        "call_session": "1234",
        "record_attendance": "1234",
        "record_decision": "34",
        "confirm_entrusted": "1234",
        "grant_star": "1234",
        "revoke_star": "1234",
        "open_round": "1234",
        "record_consent": "1234",
        "cast_ballot": "1234",
        "reject_ballot": "1234",
        "note_speech": "1234",
        "close_session": "1234",
        "set_deadline": "1234",
        "extend_deadline": "1234",
        "attach_file": "1234",
    },
    "department": {
        "check_status": "1",
        "record_measurement": "1",
        "carry_forward": "1",
        "make_commitment": "1234",
        "answer_commitment": "1234",
        "attach_file": "1234",
    },
    "member": {
        "submit_comment": "1234",
        "edit_comment": "1234",
        "withdraw_comment": "1234",
        "acknowledge": "1234",
        "endorse_comment": "1234",
        "contest_summary": "1234",
        "dispute_answer": "1234",
        "record_consent": "1234",
        "cast_ballot": "1234",
    },
    "auditor": {},
    "administrator": {},
}
MATRIX["chair"] = MATRIX["member"] | {"confirm_entrusted": "1234"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ACTIONS)
def test_the_default_flow_permits_this_and_nothing_else(flow, role, action):
    ranks = "".join(str(rank) for rank, step in enumerate(STEPS, 1) if flow.permits(step, role, action))

    assert ranks == MATRIX[role].get(action, "")
    assert flow.permits(None, role, action) == bool(ranks)


@pytest.mark.parametrize(("role", "action"), [("nobody", "save_draft"), ("secretariat", "sing"), ("", "")])
def test_what_the_flow_does_not_know_is_not_permitted(flow, role, action):
    assert not flow.permits("consideration", role, action)
    assert not flow.permits(None, role, action)


def test_the_roles_of_an_action_stand_in_a_fixed_order(flow):
    assert flow.roles_for("status_check", "check_status") == ("secretariat", "department")
    assert flow.roles_for("revision", "check_status") == ("secretariat",)
    assert flow.roles_for("consideration", "return_step") == ()
    assert flow.roles_for(None, "submit_comment") == ("secretariat", "member", "chair")


def test_the_default_flow_is_the_four_steps(flow):
    assert names() == (DEFAULT, "iken_koubo", "kaigi1", "kaigi1_shomen", "kaigi3")
    assert (flow.name, flow.codes, flow.format) == ("会議2回", STEPS, 1)
    assert [step.title for step in flow.steps] == ["状況確認", "改善検討", "提案", "見直し"]
    assert [step.barrier for step in flow.steps] == [False, False, True, True]
    assert [step.until for step in flow.steps] == [
        ("status_checked",),
        ("considered",),
        ("proposed", "comments_answered", "deadline_passed"),
        ("settled", "comments_answered"),
    ]
    assert [step.returns_to for step in flow.steps] == [(), (), ("consideration",), ("proposal",)]
    assert [step.skip for step in flow.steps] == [False, True, False, False]
    assert flow.scope == ("activity", "role", "numeric")


def test_the_ordinance_and_the_scale_are_those_of_the_text(flow):
    assert flow.ordinance == Ordinance(
        quorum="majority",
        quorum_article="条例第6条",
        naming="number",
        opinions_visible="after_deadline",
        written_consent="majority",
        arrival="postmarked",
        written_article="条例第7条第4項",
        acting_article="条例第5条第3項",
    )
    assert [rating.code for rating in flow.scale.ratings] == ["A", "B", "C", "D"]
    assert flow.scale.directions[0] == Choice(code="continue", title="継続")


def test_the_steps_follow_each_other(flow):
    assert (flow.first, flow.last) == (flow.steps[0], flow.steps[3])
    assert [flow.next(code) for code in STEPS] == [*flow.steps[1:], None]
    assert [flow.index(code) for code in STEPS] == [0, 1, 2, 3]
    assert flow.title("proposal") == flow.step("proposal").title == "提案"


@pytest.mark.parametrize("ask", ["step", "index", "next", "title"])
def test_a_step_that_the_flow_has_not_is_refused(flow, ask):
    with pytest.raises(Refused, match="「nowhere」という段階はありません") as refused:
        getattr(flow, ask)("nowhere")

    assert (refused.value.code, refused.value.field) == ("unknown_step", "step")


def test_a_flow_is_a_value(flow):
    assert parse_flow(read_flow("kaigi2")) == flow
    assert hash(parse_flow(read_flow("kaigi2"))) == hash(flow)
    with pytest.raises(AttributeError):
        flow.name = "another"


@pytest.mark.parametrize(("seats", "needed"), [(0, 1), (1, 1), (2, 2), (3, 2), (9, 5), (10, 6), (11, 6)])
def test_a_majority_is_more_than_half(flow, seats, needed):
    assert flow.quorum_needed(seats) == needed


@pytest.mark.parametrize(("seats", "needed"), [(0, 1), (1, 1), (2, 1), (3, 2), (9, 5), (10, 5), (11, 6)])
def test_half_is_half_or_more(once, seats, needed):
    assert once.quorum_needed(seats) == needed


REFUSALS = [
    (
        ("status_check", "secretariat", "save_draft"),
        "この点検項目はいま『状況確認』の段階です。『たたき台』は『改善検討』か『提案』の段階で事務局が作ります。",
    ),
    (
        ("revision", "department", "check_status"),
        "この点検項目はいま『見直し』の段階です。『状況の記入』は『状況確認』の段階で担当課が行います。",
    ),
    (
        ("status_check", "member", "consider_improvement"),
        (
            "この点検項目はいま『状況確認』の段階です。『改善の検討』は『改善検討』の段階で事務局が行います。"
            "いまの役割は『委員』です。"
        ),
    ),
    (("consideration", "member", "save_draft"), "『たたき台』は事務局が作ります。いまの役割は『委員』です。"),
    (
        ("proposal", "department", "submit_comment"),
        "『ご意見』は事務局・委員・会長からお受けします。いまの役割は『担当課』です。",
    ),
    ((None, "auditor", "grant_star"), "『★を付けること』は事務局が行います。いまの役割は『監査』です。"),
    ((None, "guest", "grant_star"), "『★を付けること』は事務局が行います。いまの役割は『guest』です。"),
    (("proposal", "secretariat", "sing"), "『sing』は、この進め方では行いません。"),
    (("proposal", "secretariat", "answer_comment"), ""),
]


@pytest.mark.parametrize(("asked", "sentence"), REFUSALS)
def test_a_refusal_says_where_the_item_is_and_who_may_when(flow, asked, sentence):
    assert flow.why_not(*asked) == sentence


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("step", [None, *STEPS])
def test_every_refusal_has_its_sentence(flow, step, role, action):
    sentence = flow.why_not(step, role, action)

    assert bool(sentence) != flow.permits(step, role, action)
    assert "{" not in sentence
    assert sentence == "" or sentence.endswith("。")


def test_one_meeting_is_another_flow_by_data_alone(once):
    assert once.codes == ("status_check", "proposal", "revision")
    assert [step.title for step in once.steps] == ["一年の振り返り", "改善案づくり", "会議と見直し"]
    assert [step.code for step in once.steps if step.barrier] == ["revision"]
    assert once.permits("proposal", "secretariat", "consider_improvement")
    assert not once.permits("proposal", "secretariat", "record_decision")
    assert once.step("revision").returns_to == ("proposal",)
    assert [rating.title for rating in once.scale.ratings] == ["◎", "○", "△", "×"]
    assert (once.ordinance.naming, once.ordinance.opinions_visible) == ("anonymous", "always")


def test_scale_scope_and_cycle_wide_permissions_may_be_left_out(flow):
    bare = parse_flow("""
        name = "一段階"
        format = 1
        [[steps]]
        code = "only"
        title = "見直し"
        explanation = "すべてを据え置く"
        exit = "item"
        until = ["settled"]
        may = { secretariat = ["carry_forward"] }
        [ordinance]
        quorum = "half"
        quorum_article = "規則第3条"
        naming = "name"
        opinions_visible = "always"
    """)

    assert (bare.scale, bare.scope, bare.may) == (Scale(), flow.scope, frozenset())
    assert bare.first == bare.last
    assert bare.next("only") is None


def test_a_byte_order_mark_is_no_fault(flow):
    assert parse_flow("\ufeff" + read_flow("kaigi2")) == flow


def test_windows_line_ends_are_no_fault_and_count_as_one(flow):
    text = read_flow("kaigi2").replace("\n", "\r\n")

    assert parse_flow(text) == flow
    with pytest.raises(FlowInvalid) as refused:
        parse_flow(text.replace("majority", "all"))
    assert refused.value.faults[0].line == text.partition("quorum =")[0].count("\n") + 1


def test_every_action_is_a_command_and_every_word_is_known():
    assert set(ACTIONS) - set(WITH) <= {command.action() for command in all_commands()}
    assert set(WITH.values()) <= set(ACTIONS) - set(WITH)
    assert {action for actions in CONDITIONS.values() for action in actions} <= set(ACTIONS)
    assert {action for after, later in LEADS_TO.items() for action in (after, *later)} <= set(ACTIONS)
    assert set(ROLES) - STAFF == {"member", "chair"}


def test_every_flow_that_comes_with_the_system_is_sound_and_of_its_own():
    assert len({parse_flow(read_flow(name)).name for name in names()}) == len(names())


@pytest.mark.parametrize("name", names())
def test_every_flow_lets_author_and_office_speak_about_opinions_in_every_step(name):
    flow = parse_flow(read_flow(name))
    members = {"endorse_comment", "contest_summary", "dispute_answer"}
    office = members | {"summarise_comment", "revise_answer", "postpone_answer"}
    for role, actions in (("member", members), ("chair", members), ("secretariat", office)):
        assert all(flow.permits(step.code, role, action) for step in flow.steps for action in actions)


@pytest.mark.parametrize("name", names())
def test_no_flow_that_comes_with_the_system_forgets_what_another_lets_people_do(flow, name):
    other = parse_flow(read_flow(name))
    for role in ROLES:
        asked = {action for action in ACTIONS if flow.permits(None, role, action)} - {"skip_step"}
        assert asked <= {action for action in ACTIONS if other.permits(None, role, action)}, role


def test_a_flow_is_read_from_a_file_too(tmp_path, flow):
    path = tmp_path / "ours.toml"
    path.write_text("\ufeff" + read_flow("kaigi2"), encoding="utf-8")

    assert parse_flow(read_flow(str(path))) == flow


@pytest.mark.parametrize("name", ["kaigi9", "", "../kaigi2", "nowhere/ours.toml"])
def test_a_flow_that_is_not_there_is_refused(name):
    with pytest.raises(NotFound, match="進め方") as refused:
        read_flow(name)

    assert refused.value.field == "flow"


def test_a_file_that_is_no_utf8_is_refused(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_bytes("name = '会議'".encode("cp932"))

    with pytest.raises(NotFound, match="UTF-8"):
        read_flow(str(path))


def test_the_document_names_every_word():
    document = (Path(__file__).parents[2] / "docs/flow.md").read_text(encoding="utf-8")
    words = {*ROLES, *ACTIONS, *CONDITIONS, "quorum_article", "opinions_visible", "returns_to", "explanation", "skip"}

    assert not [word for word in words if f"`{word}`" not in document]


def test_a_measured_scope_is_checked_by_its_figures():
    text = read_flow("kaigi2").replace('scope = ["activity", "role", "numeric"]', 'scope = ["numeric"]')
    for action in ("check_status", "carry_forward"):
        text = text.replace(f'"{action}", ', "").replace(f'"{action}",', "").replace(f', "{action}"', "")
    with pytest.raises(FlowInvalid) as refused:
        parse_flow(text.replace('scope = ["numeric"]', 'scope = ["activity"]'))
    assert "status_checked" in str(refused.value.faults)
    assert parse_flow(text).scope == ("numeric",)


def test_what_cannot_be_proposed_cannot_be_settled_by_a_revision():
    text = read_flow("kaigi2")
    for action in ("propose_improvement", "withdraw_proposal", "carry_forward"):
        text = text.replace(f'"{action}", ', "").replace(f'"{action}",', "").replace(f', "{action}"', "")
    with pytest.raises(FlowInvalid) as refused:
        parse_flow(text)
    assert "「settled」を満たせる役割がありません" in str(refused.value.faults)
