// What failed, in a few lines: who reads only the end of a long run must still learn which test it was.
const LINES_OF_A_PROOF = 12;
const LETTERS_OF_A_LINE = 300;
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** One line for each test in a Vitest report that failed, or was left out, with the first line of its reason; a file that broke before its tests has one too. */
export function failedTests(report) {
  return report.testResults.flatMap((file) => {
    const tests = file.assertionResults.filter(({ status }) => status !== 'passed');
    const lines = tests.map(({ fullName, status, failureMessages }) => `${fullName}: ${firstLine(failureMessages?.[0] ?? status)}`);
    if (file.status !== 'failed' || lines.length > 0) return lines;
    return [`${file.name.split('/tests/').at(-1)}: ${firstLine(file.message ?? 'broke before its tests')}`];
  });
}

/** The end of what a failed proof or check printed. */
export function endOf(output) {
  return output.trimEnd().split('\n').slice(-LINES_OF_A_PROOF).map(firstLine);
}

function firstLine(text) {
  return text.replaceAll(COLOURS, '').trim().split('\n')[0].slice(0, LETTERS_OF_A_LINE);
}
