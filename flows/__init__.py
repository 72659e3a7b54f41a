"""The promises kept every day, as thin Prefect flows over plain functions."""
