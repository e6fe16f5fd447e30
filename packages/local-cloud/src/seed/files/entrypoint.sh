#!/bin/sh
set -e
python -m qfa.cli.migrate
exec uvicorn qfa.main:app --host 0.0.0.0 --port 8000
