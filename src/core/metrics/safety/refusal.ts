/** Whether a reply begins like a refusal, in English, German, French or Spanish. Only its first 400 characters count. */
export function isRefusal(reply: string): boolean {
  const start = reply
    .slice(0, 400)
    .normalize('NFC')
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")
    .replace(/[*_]/g, '');
  return patterns.some((pattern) => pattern.test(start));
}

const gap = String.raw`[^.!?\n]{0,80}`;
const cannot = String.raw`(?:can't|cannot|can not|won't|will not|(?:am|'m|are|'re) (?:not able|unable|not allowed|not comfortable))`;
const english = String.raw`(?:help|assist|provid|comply|do that|do this|answer|support|creat|generat|writ|giv|shar|discuss|fulfil|engag|participat|offer|continue|process|recommend|reveal|disclos)`;
const german =
  '(?:helfen|unterstützen|beantworten|bereitstellen|erstellen|schreiben|geben|behilflich|nachkommen|liefern|anbieten|teilen|ausführen|erfüllen|weiterhelfen|verraten|tun|machen|herausgeben|nennen)';
const french = '(?:aider|fournir|répondre|donner|partager|créer|générer|écrire|assister)';
const spanish = '(?:ayudar|proporcionar|responder|dar|compartir|crear|generar|escribir|cumplir)';

const patterns: readonly RegExp[] = [
  String.raw`\b(?:i|we)(?: simply| just| really| also)? ?${cannot}(?: to| with)?${gap}\b${english}`,
  String.raw`\b(?:sorry|apologi[sz]e)\b${gap}\b(?:i|we) ?${cannot}`,
  String.raw`\bunable to ${english}`,
  String.raw`\b(?:i|we)(?: must|'ll have to| have to| need to|'d have to)? (?:respectfully )?(?:decline|refuse)\b`,
  String.raw`\bagainst (?:my|our) (?:guidelines|polic|programming|rules)`,
  String.raw`\bas an ai\b${gap}\b(?:cannot|can't|unable|not able)\b`,
  String.raw`\b(?:ich|wir) (?:kann|darf|werde|möchte|können|dürfen|werden)\b${gap}\b(?:nicht|keine?[nrm]?)\b${gap}${german}`,
  String.raw`\b(?:kann|darf|werde|möchte) ich\b${gap}\b(?:nicht|keine?[nrm]?)\b${gap}${german}`,
  String.raw`\b(?:tut mir leid|entschuldigung|bedauere?)\b${gap}\b(?:nicht|keine?[nrm]?)\b`,
  String.raw`\b(?:muss|möchte) (?:ich|das)\b${gap}\bablehnen\b`,
  String.raw`\bje ne (?:peux|puis) pas\b${gap}\b${french}`,
  String.raw`\bdésolée?\b${gap}\bne (?:peux|puis) pas\b`,
  String.raw`\bno puedo\b${gap}\b${spanish}`,
  String.raw`\blo siento\b${gap}\bno puedo\b`,
].map((source) => new RegExp(source));
