"""What stands before every page: who may be asked for, where a change may come from, the headers of all answers."""
