"""The laptop beneath a call: one module a system, read in a worker, each answer within a time limit."""
