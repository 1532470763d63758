"""What a run has come to: its bill, its states, its judges' agreement, one sample's lineage, and a preview of the whole."""
