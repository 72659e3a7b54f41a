"""The page about the lifecycle, made from the one table: `python -m workflow.diagram > docs/lifecycle.md`."""

import sys

from workflow.lifecycle import NEED_LABELS, OPEN, STEPS, Role, State, Step

ROLE_NAMES = {Role.STAFF: "staff", Role.COORDINATOR: "coordinator", Role.ADMIN: "admin"}


def lifecycle_page() -> str:
    """Return the page as Markdown: what the states mean, the diagram, the table."""
    return "\n".join(
        [
            "# The life of an assignment",
            "",
            "Made from `workflow/lifecycle.py` by `python -m workflow.diagram`; a test holds the two together.",
            "Whether a duty is *due soon* or *overdue* is no state: it follows from the calendar",
            "(`workflow/timeliness.py`). The day that counts for *on time* is the report's, not the confirmation's.",
            "",
            "```mermaid",
            *_diagram(),
            "```",
            "",
            "| event | on the screen | from | to | who | needs |",
            "| --- | --- | --- | --- | --- | --- |",
            *(_line(step) for step in STEPS),
            "",
            "An admin may do what a coordinator may. Every event is one line of the append-only log, with who, when,",
            "from, to, why and by which document. An event that the table does not name is refused, and the refusal",
            "names the events that are possible.",
            "",
            "| state | on the screen | open |",
            "| --- | --- | --- |",
            *(f"| `{state}` | {state.label} | {'yes' if state in OPEN else ''} |" for state in State),
            "",
        ]
    )


def _diagram() -> list[str]:
    edges = [
        f"    {source} --> {target}: {step.event}"
        for step in STEPS
        for source in State
        for target in State
        if source in step.sources and target in step.targets
    ]
    return ["stateDiagram-v2", "    [*] --> waiting", "    [*] --> assigned", *edges]


def _line(step: Step) -> str:
    sources = ", ".join(f"`{state}`" for state in State if state in step.sources)
    target = ", ".join(f"`{state}`" for state in State if state in step.targets)
    needs = ", ".join(NEED_LABELS[need] for need in step.needs)
    return f"| `{step.event}` | {step.event.label} | {sources} | {target} | {ROLE_NAMES[step.role]} | {needs} |"


if __name__ == "__main__":
    sys.stdout.write(lifecycle_page())
