throw new Error(`no connection with ${process.env['DATABASE_PASSWORD'] ?? 'nothing'}`);
