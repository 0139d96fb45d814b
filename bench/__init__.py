"""Benchmarks. They measure and report; nothing fails for being slow."""
