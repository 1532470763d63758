"""Adversarial context optimization (paper 3.3): a playbook that changes by small edits, and only on proof."""
