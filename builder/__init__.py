"""Surestep: a static site generator for worked solutions in calculus whose every derivation is checked."""
