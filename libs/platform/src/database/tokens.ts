/** Injection token of the connection string of the database in use. */
export const DATABASE_URL = Symbol('DatabaseUrl');
