/** A system that runs a repository's checks: what is written so that it runs Assay's. A plug-in: a file, and a line in `ciSystems.ts`. */
export interface CiSystem {
  /** As `assay init ci --system` names it. */
  readonly kind: string;
  /** As its makers write it. */
  readonly title: string;
  /** Files or folders by which a repository that uses it is known. */
  readonly marks: readonly string[];
  /** Path from the repository's root → text. */
  files(plan: CiPlan): Readonly<Record<string, string>>;
  /** What a person has to set up there, a sentence each. */
  readonly setUp: readonly string[];
  /** What else where reports are put onto pull requests. */
  readonly setUpComment: string;
}

/** What is the same for every system. */
export interface CiPlan {
  /** The branch that others are merged into. */
  readonly mainBranch: string;
  /** Where the project lies in the repository, with `/`; `.` for the root. */
  readonly folder: string;
  /** Environment variables that hold keys of the models. */
  readonly keys: readonly string[];
  /** Machines that share the merge tier; 1: one does all of it. */
  readonly shards: number;
  /** Whether reports are put onto pull requests, by `assay comment`. */
  readonly comment: boolean;
}
