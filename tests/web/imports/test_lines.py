"""A row of a document on its way in, as the list and the question name who leads it."""

from dataclasses import replace

from tests.plans import a_head, a_row, house_policies
from web.imports.lines import lead_names
from workflow.agencies import Directory
from workflow.plan import PlanDocument
from workflow.registry.registration import planned_tasks


def test_an_agency_that_is_no_more_is_named_with_who_took_its_work_over() -> None:
    policies = house_policies()
    gone = replace(policies.directory.get("so-noi-vu"), dissolved=True, successors=("so-tai-chinh",))
    agencies = [gone if agency.code == gone.code else agency for agency in policies.directory]
    directory = Directory.of(agencies, policies.directory.vocabulary)
    document = PlanDocument(head=a_head(), rows=(a_row(lead="Sở Nội vụ; Sở Y tế"),))
    (task,) = planned_tasks(document, directory, policies.working_days)
    assert lead_names(task) == ["Sở Nội vụ (nay là Sở Tài chính)", "Sở Y tế"]
