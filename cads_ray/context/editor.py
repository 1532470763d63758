"""Applies deltas to a playbook. One that does not fit is logged in the version and skipped, never guessed at.

Caps, near-duplicates and the leak guard are enforced here and not asked of a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cads_ray.context.candidate import Candidate
from cads_ray.context.deltas import Caps, Delta, Op, Rejected
from cads_ray.context.leak import LeakGuard, Source
from cads_ray.context.playbook import TEXT_LIMIT, Counts, Insight, Playbook, Standing
from cads_ray.context.similar import twin

COOLING = 3  # rounds before what did not help may be tried again


@dataclass(frozen=True)
class Editor:
    """Applies deltas to a playbook on behalf of one round."""

    round: int
    candidates: Sequence[Candidate]
    guard: LeakGuard
    caps: Caps

    def apply(self, playbook: Playbook, deltas: Sequence[Delta | str]) -> Playbook:
        """The playbook with what can be applied of the deltas; of the same version when nothing changed."""
        child = playbook
        new: set[str] = set()
        for delta in deltas:
            if isinstance(delta, str):
                child = child.logged(f"round {self.round}: delta refused: {delta}")
                continue
            try:
                changed = self._capped(self._edited(child, delta), child, new)
            except Rejected as why:
                child = child.logged(f"round {self.round}: {delta.op} {' '.join(delta.ids)} refused: {why}")
                continue
            new |= changed.by_id.keys() - child.by_id.keys()
            child = changed
        return child

    def _edited(self, book: Playbook, delta: Delta) -> Playbook:
        if delta.op is Op.ADD:
            return self._added(book, delta)
        old = [self._live(book, id) for id in delta.ids]
        if delta.op is Op.RETIRE:
            line = f"round {self.round}: retired {old[0].id}: {delta.reason or 'no reason given'}"
            return book.with_insights(self._retired(old[0])).logged(line)
        heir = self._heir(book, delta, old)
        line = f"round {self.round}: {delta.op}d {', '.join(delta.ids)} into {heir.id}"
        return book.with_insights(*map(self._retired, old), heir).logged(line)

    def _added(self, book: Playbook, delta: Delta) -> Playbook:
        number = delta.ids[0]
        if not number.isdecimal() or not 1 <= int(number) <= len(self.candidates):
            raise Rejected("no such candidate")
        candidate = self.candidates[int(number) - 1]
        text = self._checked(delta.text) if delta.text else self._checked(candidate.text, candidate.sources)
        covering = [insight for insight in book.live if insight.covers(*candidate.scope)]
        if (at := twin(text, [insight.text for insight in covering])) is not None:
            evidence = tuple(dict.fromkeys(covering[at].evidence + candidate.evidence))
            return book.with_insights(replace(covering[at], evidence=evidence))
        tried = self._tried(book, text, candidate.scope)
        new = replace(_insight(candidate, book.next_id, text, self.round), parent=tried.id if tried else "")
        narrower = [i for i in book.live if new.covers(*i.scope) and twin(text, [i.text]) is not None]
        line = f"round {self.round}: added {new.id}{''.join(f' in the place of {i.id}' for i in narrower)}"
        return book.with_insights(*map(self._retired, narrower), new).logged(line)

    def _tried(self, book: Playbook, text: str, scope: tuple[str, str]) -> Insight | None:
        """The retired insight that said the same in this scope; raises while that is too fresh to be tried again."""
        retired = [i for i in book.insights if i.state is Standing.RETIRED and i.scope == scope]
        at = twin(text, [insight.text for insight in retired])
        if at is None:
            return None
        if (age := self.round - max(i.since for i in retired if i.text == retired[at].text)) < COOLING:
            raise Rejected(f"says what {retired[at].id} said, retired {age} rounds ago")
        return retired[at]

    def _heir(self, book: Playbook, delta: Delta, old: Sequence[Insight]) -> Insight:
        """The insight that takes the place of `old`: merged outcomes add up; words that were updated start anew."""
        text = self._checked(delta.text or old[0].text)
        if len({insight.scope for insight in old}) > 1:
            raise Rejected("the insights differ in scope")
        rivals = [insight for insight in book.live if insight.scope == old[0].scope and insight not in old]
        if (at := twin(text, [rival.text for rival in rivals])) is not None:
            raise Rejected(f"says what {rivals[at].id} says")
        merged = sum((insight.counts for insight in old), Counts()) if delta.op is Op.MERGE else Counts()
        return replace(
            old[0],
            id=book.next_id,
            text=text,
            evidence=tuple(dict.fromkeys(sample for insight in old for sample in insight.evidence)),
            parent=old[0].id,
            state=Standing.TRIAL,
            born=self.round,
            since=self.round,
            counts=merged,
        )

    def _checked(self, text: str, sources: Sequence[Source] | None = None) -> str:
        """The text, if it is one and gives nothing away; words that a model put in may be of any sample."""
        if sources is None:
            sources = [source for candidate in self.candidates for source in candidate.sources]
        if not text or len(text) > TEXT_LIMIT:
            raise Rejected(f"a text has 1 to {TEXT_LIMIT} characters, this one {len(text)}")
        if leak := self.guard.leak(text, sources):
            raise Rejected(leak)
        return text

    def _live(self, book: Playbook, id: str) -> Insight:
        insight = book.by_id.get(id)
        if insight is None or insight.state is Standing.RETIRED:
            raise Rejected(f"no live insight {id[:40]!r}")
        return insight

    def _retired(self, insight: Insight) -> Insight:
        return replace(insight, state=Standing.RETIRED, since=self.round)

    def _capped(self, book: Playbook, before: Playbook, new: set[str]) -> Playbook:
        """`book` within the caps: what is least shown to help makes room for this round's."""
        while self.caps.insights is not None and len(book.live) > self.caps.insights:
            fresh = new | (book.by_id.keys() - before.by_id.keys())
            old = [insight for insight in book.live if insight.id not in fresh]
            if not old:
                raise Rejected(f"the playbook is full: {self.caps.insights} insights, all of this round")
            worst = min(old, key=lambda insight: (insight.counts.effect.low, insight.id))
            book = book.with_insights(self._retired(worst)).logged(f"round {self.round}: evicted {worst.id} (full)")
        # A book that came over its budget (another run's, with other caps) may shrink step by step.
        if self.caps.tokens is not None and book.tokens > max(self.caps.tokens, before.tokens):
            raise Rejected(f"{book.tokens} tokens, {self.caps.tokens} allowed")
        return book


def _insight(candidate: Candidate, id: str, text: str, round: int) -> Insight:
    return Insight(
        id=id,
        text=text,
        kind=candidate.kind,
        stage=candidate.stage,
        domain=candidate.domain,
        strategy=candidate.strategy,
        evidence=candidate.evidence,
        born=round,
        since=round,
    )
