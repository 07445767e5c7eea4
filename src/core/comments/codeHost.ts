import type { Talk } from './talk.ts';

/** Where the comments of one pull request are. */
export interface CommentTarget {
  /** Of the REST interface, without a trailing slash: the token goes to its origin alone. */
  readonly api: string;
  /** Of the pull request below it, begins with a slash. */
  readonly path: string;
}

/** A comment as far as it matters here. */
export interface StoredComment {
  readonly id: string;
  readonly text: string;
}

/** The comments of one pull request. Each call rejects only with `CommentError`. */
export interface CommentShelf {
  /** Those that whoever has the token wrote, oldest first. */
  own(): AsyncIterable<StoredComment>;
  create(text: string): Promise<void>;
  update(id: string, text: string): Promise<void>;
}

/** A service that keeps repositories and pull requests. A plug-in: a file, and a line in `codeHosts.ts`. */
export interface CodeHost {
  readonly kind: 'github' | 'gitlab' | 'azure' | 'bitbucket' | 'bitbucket-server';
  /** As its makers write it. */
  readonly title: string;
  /** Environment variables with its token; the first that is set counts. */
  readonly tokens: readonly string[];
  /** What the token has to be allowed to do, for messages. */
  readonly needs: string;
  /** The longest comment that it takes, in characters. */
  readonly longest: number;
  /** Whether HTML in a comment is markup; elsewhere readers would see the tags. */
  readonly knowsHtml: boolean;
  /** Of the page of a pull request. `undefined`: it is a page of something else. */
  target(page: URL): CommentTarget | undefined;
  open(target: CommentTarget, talk: Talk): CommentShelf;
}
