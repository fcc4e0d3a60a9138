"""Tests that an admin writes for a definition: the file format `lantik-scenario/1`, read into plain values.

Nothing here runs a scenario; `workflow.workspace.scenarios` does, since it takes a store and a registry.
"""
