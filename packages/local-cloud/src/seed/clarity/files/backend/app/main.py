from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def health():
    return {"status": "ok"}


@app.get("/api/health")
def extended_health():
    return {"status": "ok", "checks": {"database": "ok"}}


@app.get("/api/warmup")
def warm_up():
    return {"warm": True}
