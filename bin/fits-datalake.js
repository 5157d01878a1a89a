#!/usr/bin/env node
console.log(process.version, process.cwd(), process.env.INIT_CWD, process.env.npm_lifecycle_event);
