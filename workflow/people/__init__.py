"""Who people are to the office: roles and grants, passwords, lock-out, delegation. Pure."""
