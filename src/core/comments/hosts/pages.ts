/** Comments that one answer holds: the most that every host allows. */
export const pageSize = 100;

/** So many answers are looked through for an earlier comment; a pull request with more gets another one. */
export const mostPages = 50;
