"""From planned mutants to verdicts: routing, canaries, controls, time limits and judgement."""
