"""Users, roles and delegations: who somebody is and what they may do."""
