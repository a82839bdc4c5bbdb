using System.Globalization;
using Weir.Consensus.Peers;
using Weir.Platform;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating;

/// <summary>
/// The node's own account of what it read and wrote, as CSV: time in nanoseconds since 1970, direction, the peer's address, the code's name, and for consensus messages kind, block, round and claimed sender. What a monitor
/// counts on the wire can be compared with it. May be used by several threads at once.
/// </summary>
internal sealed class MessageLog : IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly StreamWriter _file;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private bool _isClosed;   // guarded by _lock

    /// <summary>Makes the file, or goes on at the end of one that is there.</summary>
    /// <exception cref="WeirException">It cannot be written.</exception>
    public MessageLog(string path, TimeProvider clock)
    {
        _clock = clock;
        try
        {
            bool isFresh = !File.Exists(path);
            _file = new StreamWriter(AppendedFile.Open(path, Mode)) { NewLine = "\n", AutoFlush = true };
            if (isFresh) { _file.WriteLine("time,direction,peer,message,kind,block,round,sender"); }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new WeirException($"{path}: {fault.Message}", 2, fault);
        }
    }

    /// <summary>Notes a message.</summary>
    public void Add(bool isOut, EthereumAddress peer, WireMessage message)
    {
        long nanoseconds = (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        string consensus = message.Code == Devp2pCodes.Consensus && IbftMessage.TryRead(message.Payload.Span, out IbftMessage? read, out _)
            ? string.Create(CultureInfo.InvariantCulture, $"{read!.Kind},{read.Sequence},{read.Round},{read.Address}") : ",,,";
        string line = string.Create(CultureInfo.InvariantCulture, $"{nanoseconds},{(isOut ? "out" : "in")},{peer},{Devp2pCodes.Name(message.Code)},{consensus}");
        lock (_lock)
        {
            if (!_isClosed) { _file.WriteLine(line); }
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isClosed) { return; }
            _isClosed = true;
            _file.Dispose();
        }
    }
}
