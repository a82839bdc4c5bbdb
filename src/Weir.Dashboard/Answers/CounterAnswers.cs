namespace Weir.Dashboard.Answers;

/// <summary>Rates over time.</summary>
internal sealed record CountersAnswer(IReadOnlyList<CounterSample> Samples);

/// <summary>Rates since the sample before: of interfaces by full name, of links by name.</summary>
internal sealed record CounterSample(double Time, IReadOnlyDictionary<string, InterfaceRates> Interfaces, IReadOnlyDictionary<string, IReadOnlyList<LinkRates>> Links);

/// <summary>Rates of an interface: bits and packets a second; packets dropped and with errors since it was made.</summary>
internal sealed record InterfaceRates(double RxBitRate, double TxBitRate, double RxPacketRate, double TxPacketRate, long Dropped, long Errors);

/// <summary>What one direction of a link counted since it was made, and measured: seconds, bits a second.</summary>
internal sealed record LinkRates(string From, string To, long Sent, long Delivered, long Lost, long QueueDropped, double? MeanDelay, double? Lateness99, double? MeasuredRate);
