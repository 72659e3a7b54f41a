"""Packages that load a module when one of its names is asked for: each name is there, and no other."""

from importlib import import_module

import pytest


@pytest.mark.parametrize("package", ["workflow.deadlines", "workflow.store.tables"])
def test_every_name_of_a_package_is_found(package: str) -> None:
    loaded = import_module(package)
    for name in loaded.__all__:
        assert getattr(loaded, name) is not None


def test_a_name_that_is_not_there_is_told_as_python_tells_it() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'ThreadRow'"):
        _ = import_module("workflow.store.tables").ThreadRow


def test_asking_for_the_base_of_the_tables_loads_all_of_them() -> None:
    base = import_module("workflow.store.tables").TableBase
    assert {"assignment", "person", "notice", "frozen_report"} <= set(base.metadata.tables)
