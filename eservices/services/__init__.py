"""The five services, a module each."""
