namespace Weir.Programs.Guests;

/// <summary>What a message between a run and the agent in a guest says. The numbers stand on the line; see <c>docs/formats/guest.md</c>.</summary>
internal enum GuestMessageType : byte
{
    /// <summary>Agent: I am there, and the network is set up. No payload.</summary>
    Hello = 1,
    /// <summary>Run: start a process. Payload: the order as JSON.</summary>
    Start = 2,
    /// <summary>Agent: it was started. Payload: its process id, four bytes.</summary>
    Started = 3,
    /// <summary>Agent: the request cannot be done. Payload: why, UTF-8.</summary>
    Refused = 4,
    /// <summary>Agent: bytes of standard output; empty: its end.</summary>
    Output = 5,
    /// <summary>Agent: bytes of standard error; empty: its end.</summary>
    Error = 6,
    /// <summary>Run: bytes for standard input; empty: its end.</summary>
    Input = 7,
    /// <summary>Run: send a signal. Payload: its number, four bytes.</summary>
    Signal = 8,
    /// <summary>Agent: the process ended. Payload: its exit code, four bytes.</summary>
    Exited = 9,
    /// <summary>Run: does something listen? Payload: the port, four bytes, and 1 for UDP or 0 for TCP, one byte.</summary>
    Listens = 10,
    /// <summary>Agent: the answer to <see cref="Listens"/>. Payload: 1 or 0, one byte.</summary>
    Answer = 11,
    /// <summary>Run: how much does the process use? No payload.</summary>
    Usage = 12,
    /// <summary>Agent: microseconds of CPU time and bytes in use, eight bytes each.</summary>
    Used = 13,
    /// <summary>Run: end everything and switch off. No payload.</summary>
    Shutdown = 14,
}
