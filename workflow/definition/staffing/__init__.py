"""Whether the people that there are can take a case to its end under the duties, and who must not be away for it.

`problem` says what must be done by whom, `sweep` and `solver` find a team, `clash` finds the smallest reason why there is
none, `absence` those on whom it depends; `ways` and `signing` read the problems out of a definition, `report` joins it all,
`warnings` words it.
"""
