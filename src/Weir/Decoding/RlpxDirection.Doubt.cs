namespace Weir.Decoding;

/// <summary>The interval in which messages of the direction may be missing: noted when it begins, handed on when it is over. Until then it is told to those who ask, as one without an end.</summary>
internal sealed partial class RlpxDirection
{
    /// <summary>How long the secret of a session whose begin was seen may be in coming before its messages count as missing, in nanoseconds: a node writes it down when the handshake is over, and it is looked for several times a second.</summary>
    private const long SecretTime = 1_000_000_000;

    private long _doubtFrom;
    private long _doubtBytes;
    private string? _doubtReason;

    /// <summary>The doubt that is open at a time; false when there is none, or no reason to say that the stream is an encrypted session at all.</summary>
    public bool TryGetOpenDoubt(long now, out Doubt doubt)
    {
        doubt = default;
        if (_doubtReason is not { } reason || !conversation.IsLikely) { return false; }
        if (_frames == 0 && !_startsMidStream && now - conversation.Conversation.Begin < SecretTime) { return false; }
        doubt = new Doubt(conversation.Conversation, direction, "rlpx", _doubtFrom, long.MaxValue, reason, _doubtBytes);
        return true;
    }

    private void OpenDoubt(in Chunk chunk) => OpenDoubt(chunk.GapLength, "lost bytes");

    private void OpenDoubt(long bytes, string reason)
    {
        if (_doubtReason is null)
        {
            _doubtFrom = _lastTime;
            _doubtBytes = 0;
            _doubtReason = reason;
            _stage.Doubted.Add(this);
        }

        _doubtBytes += bytes;
    }

    private void CloseDoubt(long time)
    {
        if (_doubtReason is not { } reason) { return; }
        DropDoubt();
        _stage.Emit(new Doubt(conversation.Conversation, direction, "rlpx", _doubtFrom, time, reason, _doubtBytes));
    }

    /// <summary>It turned out that no message is missing.</summary>
    private void DropDoubt()
    {
        _doubtReason = null;
        _stage.Doubted.Remove(this);
    }
}
