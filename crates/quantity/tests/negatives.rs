//! Figures that are no money and no people.

use rstest::rstest;
use tradewire_quantity::{Context, Kind, recognise};

#[rstest]
#[case::telephone("客服热线400-810-8888,手机138-1234-5678")]
#[case::telephone_plain("联系电话13812345678")]
#[case::telephone_en("call +1 650-555-0134 for details")]
#[case::model_size("1.8万亿参数的模型")]
#[case::model_size_letter("开源了Qwen2-72B与Llama 3.1 405B")]
#[case::model_size_en("a 70B model with 1.8 trillion parameters")]
#[case::version("GPT-4.5、Claude 3.5 Sonnet、Llama 4与iPhone 15")]
#[case::version_plain("升级到3.0版")]
#[case::chip("H100、A100和RTX 4090")]
#[case::stock_code("贵州茅台(600519.SH)、腾讯(00700.HK)")]
#[case::stock_code_plain("股票代码300750")]
#[case::score("湖人以110-98战胜勇士,总比分3:1")]
#[case::score_en("They won 3-1 on Sunday")]
#[case::age("29岁的他与一位24-year-old researcher")]
#[case::age_cohort("95后创业者")]
#[case::age_en("Wang, 28, is aged 28")]
#[case::room("会议在1203室举行,地址是5号楼3层")]
#[case::room_en("in room 1203 on floor 12")]
#[case::benchmark("MMLU得分从86.4提升到90.1")]
#[case::context("上下文长度达128k")]
#[case::flops("训练用了1e26 FLOPs")]
#[case::address("192.168.255.255")]
#[case::link("见 https://example.com/2025/07/01/100-million-5-people")]
#[case::hours("7x24小时服务")]
#[case::nine_to_nine("实行996工作制")]
#[case::time("8:30开始")]
#[case::quarter("Q3财报")]
#[case::order("排名第三")]
#[case::flight("乘坐CA1501航班前往旧金山")]
#[case::flight_en("flight UA857 left gate 12")]
#[case::version_number("GPT-4.5在3月以92.3分夺冠")]
#[case::year_in_name("AAAI 2026与ICLR 2025的论文")]
#[case::equation("一元二次方程")]
fn it_is_neither_money_nor_people(#[case] text: &str) {
    for q in recognise(text, &Context::default()) {
        let wrong = match &q.kind {
            Kind::Money(_) => true,
            Kind::Count(c) => c.unit == "person",
            _ => false,
        };
        assert!(!wrong, "{text}: {} at {:?}", q.kind, text.get(q.range.clone()));
    }
}
