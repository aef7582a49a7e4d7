"""What the exam's pages show, prepared: templates receive values and decide nothing."""
