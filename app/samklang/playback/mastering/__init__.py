"""Makes a sealed sequence bag from a plan: figure, voice, bells, captions, one mastered file a part."""
