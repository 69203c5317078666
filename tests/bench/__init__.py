"""What Glane can do on this machine, in figures: `make bench`. docs/benchmarks.md says what each figure means."""
