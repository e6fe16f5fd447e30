"""Talks to the LLM provider through LiteLLM."""
