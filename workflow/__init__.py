"""The domain: deadlines, working days, agencies, lifecycle. Pure; only `workflow.store` opens a database."""
