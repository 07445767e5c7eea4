/** Takes a report in, piece by piece. */
export interface ReportSink {
  write(text: string): void;
}
