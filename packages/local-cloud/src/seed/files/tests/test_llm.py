from qfa.llm import should_retry
