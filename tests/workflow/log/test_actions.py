"""One table says how each action of the log is told."""

from collections import Counter

from workflow.lifecycle import Event
from workflow.log.actions import TELLINGS, LogAction, action_label, past_tense


def test_every_action_of_the_log_stands_in_the_table_once() -> None:
    assert set(TELLINGS) == set(Event) | set(LogAction)
    assert not set(Event) & set(LogAction)


def test_no_two_actions_are_passed_on_under_the_same_name_about_the_same_thing() -> None:
    names = Counter(telling.past for telling in TELLINGS.values())
    # A duty and a plan can both be superseded: the event's name says which.
    assert [name for name, count in names.items() if count > 1] == ["superseded"]


def test_an_action_is_told_in_the_past_and_in_the_words_of_the_screen() -> None:
    assert (past_tense("grant_extension"), action_label("grant_extension")) == ("extended", "gia hạn")


def test_an_action_that_an_older_version_wrote_keeps_its_name() -> None:
    assert (past_tense("forgotten"), action_label("forgotten")) == ("forgotten", "forgotten")
