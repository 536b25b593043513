"""Who answers for an item: named for many at once, kept, and renamed when the office is reorganised."""

from datetime import date

from domain import commands as c
from domain import events as e
from domain.errors import Refused
from domain.event import Ref
from domain.indicator import Responsible
from domain.responsibilities import assign, contact_refs, rename
from tests.given import COMMAND, DAY, ITEM, PLAN, an_item, decided, refused

ON = {"command_id": COMMAND, "plan_id": PLAN}


def naming(department="建設課", **more):
    return c.AssignResponsibility(**ON, indicator_ids=(ITEM,), department=department, **more)


def renaming(department="建設課", new_name="都市整備課", **more):
    return c.RenameDepartment(**ON, department=department, new_name=new_name, **more)


def theirs(contact="内線301"):
    return an_item(e.ResponsibilityAssigned(department="建設課", contact=contact))


def opened(item):
    return dict.fromkeys(contact_refs([item]), "内線301")


def test_items_get_a_department_and_whom_to_call():
    events = assign([an_item()], {}, DAY, naming(contact="内線301", since=date(2025, 4, 1)))
    assert decided(events) == [e.ResponsibilityAssigned(department="建設課", contact="内線301", since=date(2025, 4, 1))]
    assert theirs().responsible == Responsible("建設課", Ref(4, "/data/contact"))


def test_what_is_so_already_stays_quiet():
    assert assign([theirs()], opened(theirs()), DAY, naming(contact="内線301")) == []
    assert decided(assign([theirs()], opened(theirs()), DAY, naming())) == [
        e.ResponsibilityAssigned(department="建設課")
    ]


def test_a_department_has_a_name_some_items_and_a_day_that_has_come():
    assert refused(Refused, "empty", assign, [an_item()], {}, DAY, naming(" ")).field == "department"
    assert refused(Refused, "empty", assign, [], {}, DAY, naming()).field == "indicator_ids"
    refused(Refused, "future", assign, [an_item()], {}, DAY, naming(since=date(2025, 7, 2)))


def test_a_reorganisation_renames_all_rows_of_the_department_and_keeps_whom_to_call():
    item, other = theirs(), an_item()
    events = rename([item, other], opened(item), DAY, renaming(since=DAY))
    assert decided(events) == [e.ResponsibilityAssigned(department="都市整備課", contact="内線301", since=DAY)]


def test_an_erased_contact_is_not_made_up_again():
    assert decided(rename([theirs()], {}, DAY, renaming())) == [e.ResponsibilityAssigned(department="都市整備課")]


def test_only_a_department_with_rows_is_renamed_and_to_another_name():
    refused(Refused, "unknown_department", rename, [theirs()], {}, DAY, renaming("健康課"))
    refused(Refused, "same_name", rename, [theirs()], {}, DAY, renaming(new_name="建設課"))
    refused(Refused, "empty", rename, [theirs()], {}, DAY, renaming(new_name=" "))
    refused(Refused, "future", rename, [theirs()], {}, DAY, renaming(since=date(2025, 7, 2)))
