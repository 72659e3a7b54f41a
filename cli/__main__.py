"""`python -m cli`: the `dondoc` command without its script."""

from cli.main import run

run()
