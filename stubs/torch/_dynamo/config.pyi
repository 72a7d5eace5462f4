"""Settings of PyTorch's compiler front end."""

recompile_limit: int
