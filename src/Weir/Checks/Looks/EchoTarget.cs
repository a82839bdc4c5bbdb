using System.Net;

namespace Weir.Checks.Looks;

/// <summary>One pair of nodes of which the first asks the second, and what became of its echo requests.</summary>
internal sealed class EchoTarget(string from, string to, IPAddress address)
{
    // Echo requests of all looks of this process: those of two looks in one node, and of two targets of a look, are told apart by their identifier.
    private static int s_lastId;

    /// <summary>The node that asks.</summary>
    public string From => from;

    /// <summary>What is asked, as the file names it.</summary>
    public string To => to;

    /// <summary>The address that is asked.</summary>
    public IPAddress Address => address;

    /// <summary>The identifier of its requests.</summary>
    public ushort Id { get; } = (ushort)Interlocked.Increment(ref s_lastId);

    /// <summary>Requests sent, also those that could not leave.</summary>
    public int Sent { get; set; }

    /// <summary>Requests that were answered in time.</summary>
    public int Answered { get; private set; }

    /// <summary>Answers that came more than once.</summary>
    public int Duplicates { get; set; }

    /// <summary>Round-trip times of the answered requests, in seconds.</summary>
    public List<double> Times { get; } = [];

    /// <summary>Why the last request without an answer had none; empty when nobody said.</summary>
    public string Why { get; set; } = "";

    /// <summary>Share of the requests that stayed without an answer.</summary>
    public double Loss => Sent == 0 ? 0 : (double)(Sent - Answered) / Sent;

    /// <summary>Takes an answer in; the times of those after <paramref name="keep"/> are not kept.</summary>
    public void Answer(double seconds, int keep)
    {
        Answered++;
        if (Times.Count < keep) { Times.Add(seconds); }
    }

    /// <summary><c>h1 to h3: 0 of 3 answered (host unreachable, says 10.1.0.1)</c>.</summary>
    public override string ToString() => $"{from} to {to}: {Answered} of {Sent} answered{(Why.Length > 0 && Answered < Sent ? $" ({Why})" : "")}{(Duplicates > 0 ? $", {Duplicates} of them more than once" : "")}";
}
