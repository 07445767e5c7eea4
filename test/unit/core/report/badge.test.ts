import assert from 'node:assert/strict';
import { badge } from '#core/report/badge.ts';
import { candidateSummary, runManifest, runSummary } from '#support/summaries.ts';
import { readXml } from '#support/xml.ts';

function words(...of: Parameters<typeof badge>): string {
  return readXml(badge(...of)).attributes['aria-label'] ?? '';
}

describe('a badge', () => {
  it('says the pass rate, and when the gate failed or the run is not complete', () => {
    const manifest = runManifest();
    assert.equal(words(manifest, runSummary()), 'assay: 95.8 %');
    const gate = { pass: false, reasons: ['x'] };
    assert.equal(words(manifest, runSummary({ gate })), 'assay: 95.8 %, gate failed');
    assert.equal(
      words(manifest, runSummary({ ended: 'cancelled' })),
      'assay: 95.8 %, not complete',
    );
    assert.equal(words(manifest, runSummary({ candidates: [] })), 'assay: no verdict');
  });

  it('of several candidates says the lowest and the highest', () => {
    const candidates = [
      candidateSummary({ passRate: 0.5 }),
      candidateSummary({ candidate: 1, passRate: 0.9 }),
    ];
    assert.equal(words(runManifest(), runSummary({ candidates })), 'assay: 50.0 to 90.0 %');
  });

  it('is an image by itself: no script, no address, no markup of its label', () => {
    const text = badge(runManifest(), runSummary(), '<script>"&\u202e');
    assert.doesNotMatch(
      text.replace('http://www.w3.org/2000/svg', ''),
      /<script|https?:|href|\u202e/,
    );
    assert.match(readXml(text).attributes['aria-label'] ?? '', /^<script>"&\[U\+202E\]: 95\.8 %$/);
  });
});
