"""The composition: store, engine, registry and access joined to one `Workspace`."""
