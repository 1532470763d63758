"""The paper's ablation on data quality: what each part of CADS adds, with the controls that could explain it away."""
