"""A few self-made items of each benchmark in the form in which its authors, or VLMEvalKit, publish it."""

import base64
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def parquet(place: Path, rows: list[dict]) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows), place)
    return place


def tsv(place: Path, rows: list[dict]) -> Path:
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = ["\t".join(names), *("\t".join(str(row.get(name, "")) for name in names) for row in rows)]
    place.write_text("\n".join(lines) + "\n")
    return place


def mathvista(place: Path, png: bytes) -> Path:
    meta = {"category": "math-targeted-vqa", "context": "bar chart", "grade": "high school", "img_height": 40}
    meta |= {"img_width": 60, "language": "english", "skills": ["statistical reasoning", "arithmetic reasoning"]}
    meta |= {"source": "self-made", "split": "testmini", "task": "figure question answering"}
    common = {"image": "images/1.jpg", "decoded_image": {"bytes": png, "path": "1.jpg"}, "metadata": meta}
    open = {"choices": None, "question_type": "free_form", "query": "Hint: ... Question: ..."}
    rows = [
        {"pid": "1", "question": "How tall is the bar?", "unit": "cm", "precision": 1.0, "answer": "1.2"}
        | {"answer_type": "float"} | open,
        {"pid": "2", "question": "How many bars?", "unit": None, "precision": None, "answer": "3"}
        | {"answer_type": "integer"} | open,
        {"pid": "3", "question": "Which colour?", "unit": None, "precision": None, "answer": "dark red"}
        | {"answer_type": "text", "choices": ["dark red", "blue"], "question_type": "multi_choice", "query": "Hint"},
        {"pid": "4", "question": "Of the test split?", "unit": None, "precision": None, "answer": ""}
        | {"answer_type": "text"} | open,
    ]  # fmt: skip
    return parquet(place / "data/testmini-00000-of-00001.parquet", [row | common for row in rows])


def mathvista_tsv(place: Path, png: bytes) -> Path:
    hint = "Hint: Please answer the question and provide the correct option letter, e.g., A, B, C, D, at the end.\n"
    row = {"index": 1, "question": json.dumps(hint + "Question: Which?\nChoices:\n(A) red\n(B) blue"), "answer": "blue"}
    row |= {"answer_option": "B", "choices": "['red', 'blue']", "question_type": "multi_choice", "answer_type": "text"}
    row["question"] = '"' + row["question"].strip('"').replace("\\n", "\n") + '"'
    skills = "['numeric commonsense']"
    row |= {"task": "textbook question answering", "skills": skills, "image": base64.b64encode(png).decode()}
    return tsv(place / "MathVista_MINI.tsv", [row])


def mathverse(place: Path, png: bytes) -> Path:
    meta = {"split": "testmini", "source": "self-made", "subject": "Plane Geometry", "subfield": "Angle"}
    text = "In triangle ABC, angle A = 40. Find angle B.\nChoices:\nA:40\nB:70\nC:100\nD:140"
    choice = {"answer": "B", "question_type": "multi-choice", "problem_index": "1", "metadata": meta}
    free = {"answer": "12 cm", "question_type": "free-form", "problem_index": "2", "metadata": meta}
    image = {"image": {"bytes": png, "path": "images/1.png"}}
    none = {"image": {"bytes": b"", "path": ""}}
    rows = [
        {"sample_index": "1", "problem_version": "Text Dominant", "question": text} | choice | image,
        {"sample_index": "2", "problem_version": "Vision Only", "question": ""} | choice | image,
        {"sample_index": "3", "problem_version": "Text Only", "question": "Find x."} | free | none,
    ]
    return parquet(place / "testmini.parquet", [row | {"query_wo": "", "query_cot": ""} for row in rows])


def mathvision(place: Path, png: bytes) -> Path:
    common = {"image": "images/4.jpg", "decoded_image": {"bytes": png, "path": ""}, "solution": None, "level": 2}
    letters = ["A", "B", "C", "D", "E"]
    rows = [
        {
            "id": "4",
            "question": "Which of the five?\n<image1>",
            "options": letters,
            "answer": "B",
            "subject": "topology",
        },
        {"id": "5", "question": "How many?\n<image1>", "options": [], "answer": "7", "subject": "counting"},
    ]
    return parquet(place / "data/test-00000-of-00001.parquet", [row | common for row in rows])


def mmmu(place: Path, png: bytes) -> Path:
    picture = {"bytes": png, "path": "validation_Art_1_1.png"}
    images = {f"image_{n}": picture if n < 3 else None for n in range(1, 8)}
    common = {
        "explanation": "",
        "topic_difficulty": "Easy",
        "img_type": "['Paintings']",
        "subfield": "History",
    } | images
    rows = [
        {"id": "validation_Art_1", "question": "What differs between <image 1> and <image 2>?", "answer": "B"}
        | {"options": "['the sky', 'the ground']", "question_type": "multiple-choice"},
        {"id": "validation_Art_2", "question": "Name it. <image 1>", "answer": "['Mona Lisa', 'La Gioconda']"}
        | {"options": "[]", "question_type": "open"},
    ]
    return parquet(place / "Art/validation-00000-of-00001.parquet", [row | common for row in rows])


def mmmu_tsv(place: Path, png: bytes) -> Path:
    image = base64.b64encode(png).decode()
    rows = [
        {"index": 1, "question": "Which?", "A": "sky", "B": "ground", "answer": "A", "category": "Art"}
        | {"l2-category": "Art & Design", "split": "validation", "image": f"['{image}', '{image}']"},
        {"index": 2, "question": "And now?", "A": "sky", "B": "ground", "answer": "B", "category": "Art"}
        | {"l2-category": "Art & Design", "split": "dev", "image": "1"},
    ]
    return tsv(place / "MMMU_DEV_VAL.tsv", rows)


def mmmu_pro(place: Path, png: bytes) -> Path:
    options = [f"option {n}" for n in range(10)]
    row = {"id": "test_Physics_1", "question": "Which? <image 1>", "options": str(options), "answer": "J"}
    row |= {"explanation": "", "img_type": "['Diagrams']", "topic_difficulty": "Hard", "subject": "Physics"}
    row |= {f"image_{n}": {"bytes": png, "path": "1.png"} if n == 1 else None for n in range(1, 8)}
    return parquet(place / "standard (10 options)/test-00000-of-00001.parquet", [row])


def mmmu_pro_vision(place: Path, png: bytes) -> Path:
    options = [f"option {n}" for n in range(10)]
    row = {"id": "test_Physics_1", "image": {"bytes": png, "path": "1.png"}, "options": str(options), "answer": "J"}
    return parquet(place / "vision/test-00000-of-00001.parquet", [row | {"subject": "Physics"}])


def charxiv(place: Path, png: bytes) -> Path:
    """The folder of the authors' repository: data/*.json, and images/ID.jpg."""
    (place / "images").mkdir()
    (place / "data").mkdir()
    (place / "images/7.jpg").write_bytes(png)
    asked = {"figure_id": 7, "query": "Which line is highest?", "answer": "PD-DDPG, plain", "inst_category": 1}
    counted = {"figure_id": 7, "query": "By how much does it fall?", "answer": "9.17", "inst_category": 4}
    read = {"figure_id": 7, "num_subplots": 2, "subplot_loc": [1, 2], "qids": [7, 13, 18, 15]}
    read |= {"answers": ["60", "a, b", "1 by 2", "Not Applicable"]}
    reasons = {"7": asked | {"qa_source": 1}, "8": counted | {"qa_source": 3}}
    (place / "data/reasoning_val.json").write_text(json.dumps(reasons))
    (place / "data/descriptive_val.json").write_text(json.dumps({"7": read}))
    (place / "data/image_metadata_val.json").write_text(json.dumps({"7": {"category": "cs", "year": "20"}}))
    return place


def charxiv_parquet(place: Path, png: bytes) -> Path:
    row = {
        "image": {"bytes": png, "path": None},
        "category": "cs",
        "year": "20",
        "original_id": "2004.1",
        "num_subplots": 1,
    }
    row |= {"subplot_row": None, "subplot_col": None, "subplot_loc": "the inset", "figure_path": "images/7.jpg"}
    row |= {f"descriptive_q{n}": qid for n, qid in enumerate((1, 6, 19, 16), 1)}
    row |= {f"descriptive_a{n}": text for n, text in enumerate(("Loss", "0", "1", "increases"), 1)}
    row |= {"reasoning_q": "At which step?", "reasoning_a": "40,000", "reasoning_q_source": 2, "reasoning_a_type": 3}
    return parquet(place / "val.parquet", [row])


def charxiv_tsv(place: Path, png: bytes) -> Path:
    row = {"index": 1, "question": "For the current plot, what is its title?", "answer": "Loss", "qid": 1}
    row |= {"category": "cs", "grading_query": "...", "image": base64.b64encode(png).decode()}
    return tsv(place / "CharXiv_descriptive_val.tsv", [row])
