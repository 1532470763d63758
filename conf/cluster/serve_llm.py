"""Self-hosted judges on the run's own Ray cluster: serve run conf.cluster.serve_llm:app (needs ray[serve,llm] and GPU nodes).

The run speaks to it like to any other endpoint, so the ledger and the limits see each call:
    models.members.qwen-vl.base_url=http://HEAD:8000/v1 models.members.qwen-vl.model=qwen-vl
Not as a stage of the pipeline: ray.data.llm's stage has a fixed batch size, would wait for rows of the next round, and goes
round the ledger.
"""

from ray.serve.llm import LLMConfig, build_openai_app

# (name as the run knows it, weights, GPU of the node, GPUs for one replica); sizes: conf/cluster/README.md
JUDGES = (
    ("qwen-vl", "Qwen/Qwen2.5-VL-7B-Instruct", "L40S", 1),
    ("internvl", "OpenGVLab/InternVL3-38B", "H100", 2),
)

app = build_openai_app(
    {
        "llm_configs": [
            LLMConfig(
                model_loading_config={"model_id": name, "model_source": weights},
                deployment_config={"autoscaling_config": {"min_replicas": 1, "max_replicas": 4}},
                accelerator_type=gpu,
                engine_kwargs={
                    "tensor_parallel_size": gpus,
                    "max_model_len": 16384,
                    "max_num_seqs": 64,
                    "limit_mm_per_prompt": {"image": 2},
                },
            )
            for name, weights, gpu, gpus in JUDGES
        ]
    }
)
